/**
 * @param {string} id
 * @param {string} from
 * @param {string} to
 * @param {number} bytes How long the whole message shall be.
 */
export function request(id, from, to, bytes) {
  return padded(
    `{"message_id":"${id}","message_type":"select_and_get","from":"${from}","to":"${to}","body":{"node_id":"${to}","eval_code":"$('#`,
    `').text()"}}`,
    bytes,
  );
}

/**
 * @param {string} id
 * @param {string} from
 * @param {string} to
 * @param {string} inReplyTo
 * @param {number} bytes
 */
export function reply(id, from, to, inReplyTo, bytes) {
  return padded(
    `{"message_id":"${id}","message_type":"select_and_get_reply","from":"${from}","to":"${to}","body":{"error":null,"result":"`,
    `","in_reply_to":"${inReplyTo}"}}`,
    bytes,
  );
}

/**
 * A message of a type of the pages' own, which nobody answers.
 *
 * @param {string} id
 * @param {string} from
 * @param {string} to
 * @param {number} bytes
 */
export function note(id, from, to, bytes) {
  return padded(
    `{"message_id":"${id}","message_type":"note","from":"${from}","to":"${to}","body":{"text":"`,
    `"}}`,
    bytes,
  );
}

/**
 * @param {string} nodeId
 * @param {{ hasSession?: boolean, pageId?: string | undefined }} [options] Whether it asks for a session, and the page's ID.
 */
export function register(nodeId, { hasSession = false, pageId } = {}) {
  const body = { node_id: nodeId, ...(pageId && { page_id: pageId }), ...(hasSession && { resume: true }) };
  return JSON.stringify({ message_id: "1", message_type: "register", from: nodeId, body });
}

const ID_START = '{"message_id":"'.length;

/** The ID of one of these messages: they begin with it. @param {string} text */
export function idOf(text) {
  return text.slice(ID_START, text.indexOf('"', ID_START));
}

/** What one of these replies answers: they end with it. @param {string} text */
export function answeredIdOf(text) {
  return text.slice(text.lastIndexOf(':"') + 2, -3);
}

/**
 * @param {string} start
 * @param {string} end
 * @param {number} bytes
 */
function padded(start, end, bytes) {
  return start + "x".repeat(Math.max(0, bytes - start.length - end.length)) + end;
}
