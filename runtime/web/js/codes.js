// Errors with the codes of Node, which packages branch on.
(function () {
  "use strict";
  return { _coded: (Class, code, message) => Object.assign(new Class(message), { code }) };
})
