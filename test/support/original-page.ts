/**
 * The script of a page as pages of 2013 were: it knows plain WebSocket, numbered messages, `eval`, and elements as
 * XPath pointers. It puts `original` on the window: `register(url, nodeId)`, `get`, `listen`, `notify`, `onReady`.
 */
export const ORIGINAL_PAGE = `
  (function () {
    var socket, me, counter = 0, waiting = {}, listening = {}, managers = {};
    function send(type, to, body) {
      counter += 1;
      socket.send(JSON.stringify({ message_id: counter, message_type: type, from: me, to: to, body: body }));
      return counter;
    }
    function pathOf(element) {
      var steps = [];
      for (var at = element; at && at.nodeType === 1; at = at.parentNode) {
        var place = $(at).prevAll(at.nodeName).length + 1;
        steps.unshift(at.id ? at.nodeName.toLowerCase() + "[@id='" + at.id + "']" : at.nodeName.toLowerCase() + "[" + place + "]");
      }
      return "//" + steps.join("/");
    }
    function encode(value) {
      if (value && value.nodeType === 1) return { remote_type: "xpath", remote_node_id: me, remote_xpath: pathOf(value) };
      if (value instanceof $.Event) return { type: value.type };
      return value;
    }
    $.fn.xpath = function (path) {
      var result = document.evaluate(path, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null), found = [];
      for (var i = 0; i < result.snapshotLength; i++) found.push(result.snapshotItem(i));
      return $(found);
    };
    function answer(message) {
      var body = message.body, result = null, error = null;
      if (message.message_type === "select_and_get") {
        try { result = (0, eval)(body.eval_code); } catch (problem) { error = String(problem); }
        if (result instanceof $) result = null;
        send("select_and_get_reply", message.from, { error: error, result: result, in_reply_to: message.message_id });
      } else if (message.message_type === "select_and_listen") {
        var selected = (0, eval)(body.eval_code);
        var callback = function () {
          send("signal", message.from, {
            error: null, in_reply_to: message.message_id,
            callback_this: encode(this), callback_args: $.map($.makeArray(arguments), encode)
          });
        };
        send("select_and_listen_reply", message.from, { error: null, result: "OK", in_reply_to: message.message_id });
        selected[body.method].apply(selected, body.options.concat(callback));
      } else if (message.message_type === "signal") {
        listening[body.in_reply_to].apply(body.callback_this, body.callback_args);
      } else if (waiting[body.in_reply_to]) {
        waiting[body.in_reply_to](body);
        delete waiting[body.in_reply_to];
      }
    }
    window.original = {
      register: function (url, nodeId) {
        return new Promise(function (resolve) {
          me = nodeId;
          socket = new WebSocket(url);
          socket.onopen = function () { waiting[send("register", null, { node_id: nodeId })] = resolve; };
          socket.onmessage = function (event) { answer(JSON.parse(event.data)); };
        });
      },
      get: function (to, code) {
        return new Promise(function (resolve) {
          waiting[send("select_and_get", to, { node_id: to, eval_code: code })] = resolve;
        });
      },
      listen: function (to, code, method, options, callback) {
        return new Promise(function (resolve) {
          var id = send("select_and_listen", to, { node_id: to, eval_code: code, method: method, options: options });
          waiting[id] = resolve;
          listening[id] = callback;
        });
      },
      managers: managers
    };
    $(document).data("jqluster-readiness-callback-managers", managers);
  })();`;
