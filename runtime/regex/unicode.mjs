// Writes unicode.gz: what \p{…} and the flag i mean, asked of the engine that
// runs this file. Start it as: node unicode.mjs [names from an older unicode.gz]
//
// The file has lines of fields between tabs:
//   set      name[,alias…]  ranges     (scripts are sc=… and scx=…, categories also gc=…)
//   strings  name  sequences
//   fold     the flag i alone       char:canonical pairs
//   foldu    the flags i and u      the same
// Numbers are base 36. Ranges are pairs of the distance from the end of the
// range before and the length less one.
import { gzipSync, constants } from "node:zlib";
import { writeFileSync } from "node:fs";

const LAST = 0x10ffff;
const lines = [];

const is = (property, flag = "u") => {
  try { return new RegExp(`^\\p{${property}}$`, flag); } catch { return null; }
};
function ranges(re) {
  const out = [];
  let end = -1;
  for (let c = 0; c <= LAST; c++) {
    if (!re.test(String.fromCodePoint(c))) continue;
    const from = c;
    while (c < LAST && re.test(String.fromCodePoint(c + 1))) c++;
    out.push((from - end - 1).toString(36), (c - from).toString(36));
    end = c;
  }
  return out.join(" ");
}

const binary = `ASCII ASCII_Hex_Digit,AHex Alphabetic,Alpha Any Assigned Bidi_Control,Bidi_C Bidi_Mirrored,Bidi_M Case_Ignorable,CI
Cased Changes_When_Casefolded,CWCF Changes_When_Casemapped,CWCM Changes_When_Lowercased,CWL Changes_When_NFKC_Casefolded,CWKCF
Changes_When_Titlecased,CWT Changes_When_Uppercased,CWU Dash Default_Ignorable_Code_Point,DI Deprecated,Dep Diacritic,Dia Emoji
Emoji_Component,EComp Emoji_Modifier,EMod Emoji_Modifier_Base,EBase Emoji_Presentation,EPres Extended_Pictographic,ExtPict Extender,Ext
Grapheme_Base,Gr_Base Grapheme_Extend,Gr_Ext Hex_Digit,Hex IDS_Binary_Operator,IDSB IDS_Trinary_Operator,IDST ID_Continue,IDC ID_Start,IDS
Ideographic,Ideo Join_Control,Join_C Logical_Order_Exception,LOE Lowercase,Lower Math Noncharacter_Code_Point,NChar Pattern_Syntax,Pat_Syn
Pattern_White_Space,Pat_WS Quotation_Mark,QMark Radical Regional_Indicator,RI Sentence_Terminal,STerm Soft_Dotted,SD Terminal_Punctuation,Term
Unified_Ideograph,UIdeo Uppercase,Upper Variation_Selector,VS White_Space,space XID_Continue,XIDC XID_Start,XIDS`.split(/\s+/);
const categories = `Cased_Letter,LC Close_Punctuation,Pe Connector_Punctuation,Pc Control,Cc,cntrl Currency_Symbol,Sc Dash_Punctuation,Pd
Decimal_Number,Nd,digit Enclosing_Mark,Me Final_Punctuation,Pf Format,Cf Initial_Punctuation,Pi Letter,L Letter_Number,Nl Line_Separator,Zl
Lowercase_Letter,Ll Mark,M,Combining_Mark Math_Symbol,Sm Modifier_Letter,Lm Modifier_Symbol,Sk Nonspacing_Mark,Mn Number,N Open_Punctuation,Ps
Other,C Other_Letter,Lo Other_Number,No Other_Punctuation,Po Other_Symbol,So Paragraph_Separator,Zp Private_Use,Co Punctuation,P,punct
Separator,Z Space_Separator,Zs Spacing_Mark,Mc Surrogate,Cs Symbol,S Titlecase_Letter,Lt Unassigned,Cn Uppercase_Letter,Lu`.split(/\s+/);

for (const names of [...binary, ...categories]) {
  const known = names.split(",").filter(n => is(n));
  if (known.length) lines.push(`set\t${[...known, ...known.filter(n => is(`gc=${n}`)).map(n => `gc=${n}`)].join(",")}\t${ranges(is(known[0]))}`);
}

// Scripts have a long name and one or two short ones of four letters. The long
// ones are in the list below; the short ones are tried out.
const long = process.env.SCRIPTS.split(/\s+/).filter(n => n && is(`Script=${n}`));
const short = [];
const letters = [..."abcdefghijklmnopqrstuvwxyz"];
for (const a of letters) for (const b of letters) for (const c of letters) for (const d of letters) {
  const name = a.toUpperCase() + b + c + d;
  if (is(`Script=${name}`)) short.push(name);
}
const scripts = new Map();
for (const name of [...long, ...short.filter(s => !long.includes(s))]) {
  const set = ranges(is(`Script=${name}`)), wide = ranges(is(`Script_Extensions=${name}`));
  const key = `${set}\t${wide}`;
  // Scripts without characters of their own would all look alike.
  if (set !== "" && scripts.has(key)) scripts.get(key).push(name);
  else scripts.set(set === "" ? name : key, [name]);
}
for (const [key, names] of scripts) {
  const [set, wide] = key.includes("\t") ? key.split("\t") : ["", ""];
  lines.push(`set\t${names.map(n => `sc=${n}`).join(",")}\t${set}`, `set\t${names.map(n => `scx=${n}`).join(",")}\t${wide}`);
}

// The canonical letter under i is the upper case of one unit, as the language
// defines it; under iu letters are alike that match each other.
const simple = [], full = [];
for (let c = 0; c <= 0xffff; c++) {
  const s = String.fromCharCode(c), up = s.toUpperCase();
  if (up.length !== 1) continue;
  const u = up.charCodeAt(0);
  if (u !== c && !(c >= 128 && u < 128)) simple.push(c.toString(36), u.toString(36));
}
const alike = new Map();
const folds = c => {
  const s = String.fromCodePoint(c);
  const out = new Set();
  for (const x of [s.toLowerCase(), s.toUpperCase(), s.toLowerCase().toUpperCase(), s.toUpperCase().toLowerCase()])
    if ([...x].length === 1) out.add(x.codePointAt(0));
  return out;
};
for (let c = 0; c <= LAST; c++) {
  if (c >= 0xd800 && c <= 0xdfff) continue;
  for (const d of folds(c)) {
    if (d === c || !new RegExp(`^\\u{${c.toString(16)}}$`, "iu").test(String.fromCodePoint(d))) continue;
    const all = new Set([c, d, ...(alike.get(c) ?? []), ...(alike.get(d) ?? [])]);
    for (const x of all) alike.set(x, all);
  }
}
const extra = [[0x1e9e, 0xdf]]; // whose upper case has two letters
for (const [c, d] of extra) if (new RegExp(`^\\u{${c.toString(16)}}$`, "iu").test(String.fromCodePoint(d))) { const all = new Set([c, d, ...(alike.get(c) ?? []), ...(alike.get(d) ?? [])]); for (const x of all) alike.set(x, all); }
for (const [c, all] of [...alike].sort((a, b) => a[0] - b[0])) {
  const first = Math.min(...all);
  if (first !== c) full.push(c.toString(36), first.toString(36));
}
lines.push(`fold\ti\t${simple.join(" ")}`, `fold\tiu\t${full.join(" ")}`);

// Sequences of emoji: parts that may stand in them are put together and tried.
const all = property => { const re = is(property), out = []; for (let c = 0; c <= LAST; c++) if (re.test(String.fromCodePoint(c))) out.push(String.fromCodePoint(c)); return out; };
const Z = "\u200d", VS = "\ufe0f";
function sequences(property) {
  const re = is(property, "v");
  if (!re) return [];
  const found = new Set(), tryOne = s => { if (re.test(s)) found.add(s); };
  const emoji = all("Emoji"), mods = all("Emoji_Modifier"), base = all("Emoji_Modifier_Base"), ri = all("Regional_Indicator");
  const parts = [...emoji, ...emoji.map(e => e + VS), ...base.flatMap(b => mods.map(m => b + m))];
  for (const p of parts) tryOne(p);
  for (const a of ri) for (const b of ri) tryOne(a + b);
  for (const c of "0123456789#*") tryOne(`${c}${VS}\u20e3`);
  const tag = s => [...s].map(c => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join("") + "\u{e007f}";
  for (const t of ["gbeng", "gbsct", "gbwls", "ustx", "usca", "gbnir", "jp13"]) tryOne("\u{1f3f4}" + tag(t));
  if (!re.test("\u{1f468}\u200d\u{1f469}\u200d\u{1f467}")) return [...found].sort();
  const two = [];
  for (const a of parts) for (const b of [...emoji, ...emoji.map(e => e + VS)]) { const s = a + Z + b; if (re.test(s)) { found.add(s); two.push(s); } }
  const tones = ["", ...mods];
  const people = [..."👨👩🧑👦👧🧒👶"].flatMap(p => tones.map(t => p + t));
  const arrows = ["➡️", "↔️", "↕️", "⬅️"];
  for (const s of two) for (const a of arrows) tryOne(s + Z + a);
  for (const p of [...base.flatMap(b => tones.map(t => b + t))]) for (const a of arrows) tryOne(p + Z + a);
  const middle = ["❤️", "❤️" + Z + "💋", "🤝", "❤", "🐰", "⚔", "🫯", "🫂", "💃", "👯"];
  for (const a of people) for (const b of people) for (const m of middle) { tryOne(a + Z + m + Z + b); tryOne(a + Z + m + VS + Z + b); }
  const plain = [..."👨👩🧑👦👧🧒"];
  const grow = (s, n) => { if (n > 1) tryOne(s); if (n < 4) for (const p of plain) grow(s + Z + p, n + 1); };
  for (const p of plain) grow(p, 1);
  return [...found].sort();
}
for (const name of ["Basic_Emoji", "Emoji_Keycap_Sequence", "RGI_Modifier_Sequence", "RGI_Flag_Sequence", "RGI_Emoji_Modifier_Sequence", "RGI_Emoji_Flag_Sequence", "RGI_Emoji_Tag_Sequence", "RGI_Emoji_ZWJ_Sequence", "RGI_Emoji"]) {
  const list = sequences(name);
  if (list.length) lines.push(`strings\t${name}\t${list.join(" ")}`);
  console.log(name, list.length);
}
const text = lines.join("\n") + "\n";
writeFileSync(new URL("unicode.gz", import.meta.url), gzipSync(text, { level: 9 }));
console.log(lines.length, "lines,", text.length, "characters");
