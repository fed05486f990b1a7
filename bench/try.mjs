import { connectPairs } from "./load/traffic.mjs";
import { startPeer } from "./peers/start-peer.mjs";
import { pinLoad } from "./pinning.mjs";
import { median } from "./statistics.mjs";

pinLoad();
const peers = [
  ["jqluster", "socket.io"],
  ["socket-io-relay", "socket.io"],
  ["jqluster", "websocket"],
  ["ws-relay", "websocket"],
];
for (const dialect of ["polling"]) void dialect;
const rows = [];
for (const [name, dialect] of peers) {
  const peer = await startPeer(name);
  const pairs = await connectPairs(dialect, [peer.port, peer.port], { pairs: 50, inFlight: 16, bytes: 200 });
  await pairs.exchange(4000);
  rows.push({ name, dialect, peer, pairs, values: [] });
}
for (let r = 0; r < 5; r++)
  for (const row of rows) {
    const before = await row.peer.cpu();
    await row.pairs.exchange(4000);
    row.values.push(((await row.peer.cpu()) - before) / 8000);
  }
for (const row of rows) {
  console.log(
    row.name,
    row.dialect,
    median(row.values).toFixed(2),
    row.values.map((v) => v.toFixed(1)).join(" "),
  );
  await row.pairs.close();
  await row.peer.stop();
}
