/** The members of a message that names its page. @param {string} id @param {string} type @param {string} from @param {string} pageId */
const head = (id, type, from, pageId) =>
  `{"message_id":"${id}","message_type":"${type}","from":"${from}","from_page":"${pageId}"`;

/** A vote, as a phone says it. @param {string} id @param {string} pageId */
export function vote(id, pageId) {
  const body = '{"node_id":"Screen","eval_code":"$(\'#votes\').trigger(\'vote\')"}';
  return `${head(id, "select_and_get", "Phone", pageId)},"to":"Screen","body":${body}}`;
}

/** The count, as the screen writes it on all phones. @param {string} id @param {number} count */
export function showCount(id, count) {
  const body = `{"node_id":"Phone","eval_code":"$('#count').text(${count})"}`;
  return `${head(id, "select_and_get", "Screen", "screen")},"to":"Phone","body":${body}}`;
}

/** The count in such a message. @param {string} text */
export function shownCount(text) {
  const start = text.lastIndexOf("text(") + "text(".length;
  return Number(text.slice(start, text.indexOf(")", start)));
}

/**
 * The answer of one page to another.
 *
 * @param {string} from
 * @param {string} pageId
 * @param {{ to: string, toPage: string, inReplyTo: string, result: number | null }} what
 */
export function answer(from, pageId, { to, toPage, inReplyTo, result }) {
  const body = `{"error":null,"result":${result},"in_reply_to":"${inReplyTo}"}`;
  return `${head("answer", "select_and_get_reply", from, pageId)},"to":"${to}","to_page":"${toPage}","body":${body}}`;
}

/** The result in such an answer; `undefined` when it tells of an error. @param {string} text */
export function resultOf(text) {
  const found = /"error":null,"result":(\d+)/.exec(text);
  return found ? Number(found[1]) : undefined;
}

/** The page that sent a message. @param {string} text */
export function senderPageOf(text) {
  const key = '"from_page":"';
  const start = text.indexOf(key) + key.length;
  return text.slice(start, text.indexOf('"', start));
}
