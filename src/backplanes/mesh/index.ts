export { joinMesh, type Mesh, type MeshOptions } from "./mesh";
