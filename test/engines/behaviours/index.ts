import { builds } from "./builds";
import { comingAndGoing } from "./coming-and-going";
import { connecting } from "./connecting";
import { effects } from "./effects";
import { events } from "./events";
import { guarding } from "./guarding";
import { keep } from "./keep";
import { methods } from "./methods";
import { pointers } from "./pointers";
import { rooms } from "./rooms";
import type { BehaviourGroup } from "./scene";
import { sessions } from "./sessions";

/** What is to hold in every engine. */
export const GROUPS: readonly BehaviourGroup[] = [
  connecting,
  methods,
  events,
  pointers,
  effects,
  comingAndGoing,
  sessions,
  rooms,
  keep,
  guarding,
  builds,
];
