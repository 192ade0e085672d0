// Stands in for the OpenClaw host, of which the client's modules import a few
// helpers. Loaded with: node --import ./host.mjs openclaw.mjs BASE_URL
import { register } from "node:module";

const helpers = `
import os from "node:os";
export const resolvePreferredOpenClawTmpDir = () => process.env.OPENCLAW_STATE_DIR ?? os.tmpdir();
export const withFileLock = (path, options, action) => action();
export const normalizeAccountId = (id) => id.replace(/[^A-Za-z0-9_-]/g, "-");
`;

const hooks = `
export async function resolve(specifier, context, next) {
  if (specifier.startsWith("openclaw/")) {
    return { url: "data:text/javascript," + ${JSON.stringify(encodeURIComponent(helpers))}, shortCircuit: true };
  }
  return next(specifier, context);
}
`;

register("data:text/javascript," + encodeURIComponent(hooks));
