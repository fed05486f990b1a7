import { Chain } from "../../src/core/chain";

describe("a chain", () => {
  it.each([[[]], [[0]], [[1]], [[2]], [[0, 2]], [[2, 1]], [[0, 1, 2]]])(
    "keeps the order of what is left when %j are taken out",
    (taken) => {
      const chain = new Chain<number>();
      const links = [0, 1, 2].map((value) => chain.add(value));
      for (const value of taken) {
        links[value]?.remove();
        links[value]?.remove();
      }
      chain.add(3);
      const left = [0, 1, 2, 3].filter((value) => !taken.includes(value));
      expect([...chain]).toEqual(left);
      expect(chain.first).toBe(left[0]);
    },
  );
});
