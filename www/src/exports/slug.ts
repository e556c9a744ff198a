/** Names of files: first-morning. */
import { world } from "../live/world";
import { titleOf } from "../scenarios/origin";

export function slug(): string {
  const it = world.peek();
  const title = it ? titleOf(it.origin) : "";
  const plain = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  return plain || "session";
}
