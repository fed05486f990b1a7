export {
  type Argument,
  type Chain,
  chainArgument,
  identArgument,
  isNested,
  type Nested,
  type Readiness,
  type Step,
} from "./chain";
export { refusal } from "./errors";
export { classify, groupOf, type MethodClass, methodNames, refusalReason } from "./methods";
export { readChain } from "./read";
export { writeChain, writeReadiness } from "./write";
