import { checkCutProcesses, checkOneProcess } from "../support/late-pages/model";

test("a late page is as one that was there, on one process", () => checkOneProcess(60));

test("a late page is as one that was there, on processes that are cut off now and then", () =>
  checkCutProcesses(60));
