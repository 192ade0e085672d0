// Drives the modules of @tencent-weixin/openclaw-weixin against the simulator
// at BASE_URL: logs in, answers texts, sends every file back, and stops at the
// text "bye". What it saw goes to stdout as one JSON object.
import crypto from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";

const [base] = process.argv.slice(2);
const cdn = `${base}/c2c`;
const dir = process.env.OPENCLAW_STATE_DIR;
const modules = new URL("./node_modules/@tencent-weixin/openclaw-weixin/dist/src/", import.meta.url);
const load = (name) => import(new URL(name, modules));

// The client asks for QR codes at a fixed host.
const fetchReal = globalThis.fetch;
globalThis.fetch = (url, init) => fetchReal(String(url).replace("https://ilinkai.weixin.qq.com", base), init);

const api = await load("api/api.js");
const login = await load("auth/login-qr.js");
const { sendMessageWeixin } = await load("messaging/send.js");
const { sendWeixinMediaFile } = await load("messaging/send-media.js");
const { downloadMediaFromItem } = await load("media/media-download.js");

// Its progress lines would mix with the result.
const say = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

const { sessionKey } = await login.startWeixinLoginWithQr({ accountId: "interop" });
const account = await login.waitForWeixinLogin({ sessionKey, timeoutMs: 60_000 });
if (!account.connected) throw new Error(`login: ${account.message}`);
const auth = { baseUrl: account.baseUrl, token: account.botToken };

await api.notifyStart(auth);
const seen = { bot: account.accountId, user: account.userId, texts: [], ids: [], files: [], receipts: [] };
let cursor = "";
for (let done = false; !done; ) {
  const batch = await api.getUpdates({ ...auth, get_updates_buf: cursor });
  if (batch.errcode || batch.ret) throw new Error(`getupdates: ${JSON.stringify(batch)}`);
  cursor = batch.get_updates_buf || cursor;
  for (const message of batch.msgs ?? []) done = (await handle(message)) || done;
}
await api.notifyStop(auth);
say(JSON.stringify(seen) + "\n");

async function handle(message) {
  const to = message.from_user_id;
  const opts = { ...auth, contextToken: message.context_token };
  const [item] = message.item_list;
  seen.ids.push(message.message_id);
  if (item.text_item) {
    const { text } = item.text_item;
    seen.texts.push(text);
    const config = await api.getConfig({ ...auth, ilinkUserId: to, contextToken: opts.contextToken });
    for (const status of [1, 2]) {
      const body = { ilink_user_id: to, typing_ticket: config.typing_ticket, status };
      await api.sendTyping({ ...auth, body });
    }
    const sent = await sendMessageWeixin({ to, text: `echo ${text}`, opts });
    seen.receipts.push(sent.serverMessageId);
    return text === "bye";
  }
  const file = await download(item);
  seen.files.push(crypto.createHash("md5").update(await fs.readFile(file)).digest("hex"));
  await sendWeixinMediaFile({ filePath: file, to, text: "back to you", opts, cdnBaseUrl: cdn });
  return false;
}

// download saves the item's file under a name that says its kind.
async function download(item) {
  const name = { 2: "picture.png", 3: "voice.silk", 4: "note.txt", 5: "clip.mp4" }[item.type];
  const file = path.join(dir, name);
  const saveMedia = async (data) => (await fs.writeFile(file, data), { path: file });
  const failed = [];
  const errLog = (line) => failed.push(line);
  await downloadMediaFromItem(item, { cdnBaseUrl: cdn, saveMedia, log: () => {}, errLog, label: "interop" });
  if (failed.length) throw new Error(failed.join("; "));
  return file;
}
