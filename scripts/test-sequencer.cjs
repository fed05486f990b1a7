// Jest starts what took longest in the run before. On a new machine there was none, so what takes long stands here.
const { default: Sequencer } = require("@jest/test-sequencer");
module.exports = Sequencer;
