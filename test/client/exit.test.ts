import { spawn } from "node:child_process";
import { once } from "node:events";
import { builtFile } from "../support/built-files";

test("a program that has released its node ends by itself", async () => {
  const program = `
    const { createService } = require(${JSON.stringify(builtFile("index.js"))});
    const { connect } = require(${JSON.stringify(builtFile("client/index.js"))});
    (async () => {
      const service = createService({ port: 0 });
      const { url } = await service.listen();
      for (const address of [url, url.replace("http", "ws") + "jqluster", "local"]) {
        const robot = await connect("robot", address);
        await robot.remote("Nobody")("#x").text().catch((error) => console.log(error.name));
        robot.remote("Nobody")("#x").on("click", () => {});
        robot.release();
      }
      await connect("robot", "http://127.0.0.1:9", { timeout: 200 }).catch((error) => console.log(error.name));
      await service.close();
    })();`;
  const child = spawn(process.execPath, ["-e", program], { stdio: "pipe" });
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  let complaints = "";
  child.stderr.on("data", (text) => {
    complaints += text;
  });
  const [code] = await once(child, "close");
  expect(complaints).toBe("");
  expect(code).toBe(0);
  expect(output.trim().split("\n")).toEqual([
    "NoSuchNodeError",
    "NoSuchNodeError",
    "NoSuchNodeError",
    "TimeoutError",
  ]);
});
