// Intl itself.
(function (own) {
  "use strict";
  const Intl = { getCanonicalLocales: own._canonicalLocales, supportedValuesOf: own._supportedValuesOf, Locale: own._Locale };
  for (const name of ["DateTimeFormat", "NumberFormat", "Collator", "PluralRules", "RelativeTimeFormat", "ListFormat", "DisplayNames", "Segmenter"]) Intl[name] = own[`_${name}`];
  for (const key of Object.keys(Intl)) Object.defineProperty(Intl, key, { enumerable: false });
  Object.defineProperty(Intl, Symbol.toStringTag, { value: "Intl" });
  return { Intl };
})
