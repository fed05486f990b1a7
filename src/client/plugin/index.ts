export type { JqlusterCounts, JqlusterState, JqlusterStatic } from "./jqluster-static";
export { installPlugin } from "./plugin";
