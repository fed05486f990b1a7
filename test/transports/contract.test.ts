import { testTransportContract } from "../support/transport-contract";
import { TRANSPORTS } from "../support/transports";

describe.each(Object.entries(TRANSPORTS))("the contract of transports, over %s", (_name, start) => {
  testTransportContract(start);
});
