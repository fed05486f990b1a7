import { launchBrowser, newPerson } from "../support/browser";

test("browsers of one worker have contexts of their own, and close only these", async () => {
  const [one, other] = await Promise.all([launchBrowser(), launchBrowser()]);
  const [left, right] = [await newPerson(one), await newPerson(other)];
  expect([one, other].map((browser) => browser.contexts().length)).toEqual([1, 1]);
  expect(one.contexts()[0]).toBe(left.context());
  await one.close();
  expect(left.isClosed()).toBe(true);
  await right.setContent("<p>there</p>");
  expect(await right.textContent("p")).toBe("there");
  await other.close();
  expect(right.isClosed()).toBe(true);
});

test("one that has crashed is replaced", async () => {
  const crashed = await launchBrowser();
  const ended = new Promise((resolve) => crashed.once("disconnected", resolve));
  const session = await crashed.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const { id } = processInfo.find(({ type }) => type === "browser") ?? {};
  process.kill(Number(id), "SIGKILL");
  await ended;
  await crashed.close();
  const [next, another] = await Promise.all([launchBrowser(), launchBrowser()]);
  const page = await newPerson(next);
  await page.setContent("<p>again</p>");
  expect(await page.textContent("p")).toBe("again");
  await Promise.all([next.close(), another.close()]);
});
