import { inTurn, type JoinedServices, startJoinedServices, WAYS } from "../support/service-processes";
import { testTransportContract } from "../support/transport-contract";

let joined: JoinedServices;

beforeAll(async () => {
  joined = await startJoinedServices(2);
});

afterAll(() => joined.close());

describe.each(Object.entries(WAYS))(
  "the contract of transports, with the sides on two processes joined by Redis, over %s",
  (_name, connect) => {
    testTransportContract(async () => inTurn(joined.services, connect));
  },
);
