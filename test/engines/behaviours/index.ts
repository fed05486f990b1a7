import { builds } from "./builds";
import { comingAndGoing } from "./coming-and-going";
import { connecting } from "./connecting";
import { effects } from "./effects";
import { events } from "./events";
import { guarding } from "./guarding";
import { methods } from "./methods";
import { pointers } from "./pointers";
import type { BehaviourGroup } from "./scene";

/** What is to hold in every engine. */
export const GROUPS: readonly BehaviourGroup[] = [
  connecting,
  methods,
  events,
  pointers,
  effects,
  comingAndGoing,
  guarding,
  builds,
];
