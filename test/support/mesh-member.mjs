// A process of a mesh: takes numbers, and tells which it took when it is asked.
import { join } from "node:path";
import mesh from "../../dist/backplanes/mesh/mesh.js";

const [folder = "", number, ...others] = process.argv.slice(2);
const joined = await mesh.joinMesh({
  number: Number(number),
  addressOf: (member) => join(folder, `${member}.sock`),
  members: async () => others.map(Number),
});
/** @type {number[]} */
const taken = [];
await joined.subscribe("numbers", (payload) => taken.push(Number.parseInt(payload, 10)));
await joined.subscribe("report", () => joined.publish("taken", JSON.stringify(taken)));
process.stdout.write("joined\n");
