import { join } from "node:path";
import { Router } from "express";
import { serveFiles } from "../attach/serve-files";

const PUBLIC = join(__dirname, "..", "..", "public");

/** The scripts and styles of pages that the service makes itself, and of what it adds to the pages of a folder. */
export function ownAssets(): Router {
  const router = Router();
  for (const name of ["folder", "shared"]) {
    router.use(
      `/${name}`,
      serveFiles(join(PUBLIC, name), (path) => [path]),
    );
  }
  return router;
}
