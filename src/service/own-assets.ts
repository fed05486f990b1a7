import { join } from "node:path";
import express, { Router } from "express";

const PUBLIC = join(__dirname, "..", "..", "public");

/** The scripts and styles of pages that the service makes itself, and of what it adds to the pages of a folder. */
export function ownAssets(): Router {
  const router = Router();
  for (const name of ["folder", "shared"]) {
    router.use(`/${name}`, express.static(join(PUBLIC, name), { redirect: false, index: false }));
  }
  return router;
}
