"""Drives pages of QtWebKit by commands: one JSON object a line, each answered by one line."""

import base64
import json
import os
import sys

from PyQt5.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QSize, QSocketNotifier, Qt, QTimer, QUrl
from PyQt5.QtNetwork import QNetworkAccessManager
from PyQt5.QtTest import QTest
from PyQt5.QtWebKit import QWebSettings, qWebKitVersion
from PyQt5.QtWebKitWidgets import QWebPage, QWebView
from PyQt5.QtWidgets import QApplication


class Page(QWebPage):
    """A page whose dialogs and errors do not stop the program."""

    def javaScriptAlert(self, frame, text):
        pass

    def javaScriptConsoleMessage(self, text, line, source):
        pass


class Window:
    """A view with one page, and the command that waits until the page has loaded."""

    def __init__(self, size):
        self.view = QWebView()
        self.page = Page(self.view)
        # Cookies and connections of its own, as another person has.
        self.page.setNetworkAccessManager(QNetworkAccessManager(self.page))
        self.page.settings().setAttribute(QWebSettings.LocalStorageEnabled, True)
        self.page.settings().setAttribute(QWebSettings.XSSAuditingEnabled, False)
        self.view.setPage(self.page)
        self.view.resize(size)
        self.view.show()
        self.waiting = None
        self.has_begun = False
        self.page.mainFrame().loadStarted.connect(self.begun)
        self.page.mainFrame().loadFinished.connect(self.loaded)

    def load(self, command, begin):
        self.waiting = command
        self.has_begun = False
        QTest.mouseMove(self.view, QPoint(0, 0))
        begin()

    def begun(self):
        self.has_begun = True

    def loaded(self, _succeeded):
        # The end of the page before is told here as well.
        if self.has_begun:
            self.answer_when_complete()

    def answer_when_complete(self):
        if self.waiting is None:
            return
        # QtWebKit tells that a page has loaded while a script that two pages share is still on its way.
        if self.page.mainFrame().evaluateJavaScript("document.readyState") != "complete":
            QTimer.singleShot(5, self.answer_when_complete)
            return
        answer(self.waiting)
        self.waiting = None

    def screenshot(self):
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.WriteOnly)
        self.view.grab().save(buffer, "PNG")
        return base64.b64encode(bytes(data)).decode("ascii")


def answer(command, **outcome):
    sys.stdout.write(json.dumps({"id": command["id"], **outcome}) + "\n")
    sys.stdout.flush()


def click(window, command):
    place = QPoint(int(command["place"][0]), int(command["place"][1]))
    if not window.view.rect().contains(place):
        raise ValueError("the element is outside of the window, at %r" % (command["place"],))
    QTest.mouseMove(window.view, place)
    QTest.mouseClick(window.view, Qt.LeftButton, Qt.NoModifier, place)


def type_text(window, command):
    for letter in command["text"]:
        if letter == "\n":
            QTest.keyClick(window.view, Qt.Key_Return)
        else:
            QTest.keyClicks(window.view, letter)


def obey(command):
    name, number = command["name"], command["page"]
    if name == "version":
        return answer(command, value=qWebKitVersion())
    if name == "open":
        windows[number] = Window(QSize(command["width"], command["height"]))
        return answer(command)
    window = windows[number]
    if name == "goto":
        return window.load(command, lambda: window.view.load(QUrl(command["address"])))
    if name == "reload":
        return window.load(command, window.view.reload)
    if name == "back":
        return window.load(command, window.view.back)
    if name == "run":
        return answer(command, value=window.page.mainFrame().evaluateJavaScript(command["script"]))
    if name == "click":
        click(window, command)
        return answer(command)
    if name == "type":
        type_text(window, command)
        return answer(command)
    if name == "screenshot":
        return answer(command, value=window.screenshot())
    if name == "close":
        windows.pop(number).view.deleteLater()
        return answer(command)
    raise ValueError("no such command")


def read():
    """Obeys the commands that have come; the end of the input is the end of the program."""
    data = os.read(0, 1 << 20)
    if not data:
        application.quit()
        return
    lines = (read.rest + data).split(b"\n")
    read.rest = lines.pop()
    for line in lines:
        command = json.loads(line.decode("utf-8"))
        try:
            obey(command)
        except Exception as error:
            answer(command, error=repr(error))


read.rest = b""
windows = {}
application = QApplication(sys.argv)
application.setQuitOnLastWindowClosed(False)
QWebSettings.globalSettings().setMaximumPagesInCache(0)
notifier = QSocketNotifier(0, QSocketNotifier.Read)
notifier.activated.connect(lambda *_: read())
sys.exit(application.exec_())
