// The constructors of typed arrays, with the limit that limits.js puts on them.
(function (own, go) {
  "use strict";
  const made = {};
  for (const name of Object.keys(go.natives)) made[name] = go.typed(go.natives[name]);
  return made;
})
