import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { io } from "socket.io-client";

/** How long an acknowledgement may take before what was said is sent again, in milliseconds. */
const ACK_TIMEOUT = 2_000;
/** How often it is sent again. */
const RETRIES = 10;
/** A page to which nothing came for so long gets nothing more, in milliseconds. */
const QUIET = 1_000;
/** How long the server keeps what a page that is away has to get, in milliseconds. */
const RECOVERY = 120_000;

/** The shortest relay of Socket.IO with all that it offers against loss: recovery, retries and acknowledgements. */
export async function startRecoveringRelay() {
  const http = createServer();
  const server = new Server(http, { connectionStateRecovery: { maxDisconnectionDuration: RECOVERY } });
  server.on("connection", (socket) => {
    socket.join(String(socket.handshake.auth.name));
    socket.on("say", (to: string, number: number, taken: () => void) => {
      server.to(to).emit("said", number);
      taken();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));

  function join(name: string, address: string, transports: string[]) {
    const numbers: number[] = [];
    const recovered: boolean[] = [];
    let waiting = 0;
    let failed = 0;
    let heardAt = performance.now();
    const socket = io(`http://${address}`, {
      transports,
      auth: { name },
      retries: RETRIES,
      ackTimeout: ACK_TIMEOUT,
      reconnectionDelay: 50,
      reconnectionDelayMax: 500,
      forceNew: true,
    });
    socket.on("said", (number: number) => {
      heardAt = performance.now();
      numbers.push(number);
    });
    socket.on("connect", () => recovered.push(socket.recovered));
    return {
      numbers,
      recovered,
      isConnected: () => socket.connected,
      say(to: string, number: number) {
        waiting += 1;
        socket.emit("say", to, number, (error: Error | null) => {
          waiting -= 1;
          if (error) failed += 1;
        });
      },
      /** How many of its words are neither acknowledged nor given up. */
      waiting: () => waiting,
      failed: () => failed,
      async quiet() {
        while (!socket.connected || performance.now() - heardAt < QUIET) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      },
      close: () => socket.close(),
    };
  }

  return {
    address: `127.0.0.1:${(http.address() as AddressInfo).port}`,
    join,
    close: () => server.close(),
  };
}
