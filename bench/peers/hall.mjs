// jQluster with the limits that it has by itself, for more pages than it takes by itself.
import { createService } from "../../dist/index.mjs";
import { answerParent } from "./answer-parent.mjs";

const [port = "0"] = process.argv.slice(2);
const service = createService({
  port: Number(port),
  maxConnections: 100_000,
  maxHttpConnections: 100_000,
});
const listening = await service.listen();
answerParent(listening.port, () => service.close());
