/** All keys of the page and of its parts, and the switch for those without Ctrl. */
import { KEYS, keysOn, keysShown, switchKeys } from "../keys";
import { Modal } from "../parts/Modal";
import * as say from "../words";

function Rows({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <dl class="key-rows">
      {rows.map(([keys, does]) => (
        <div key={keys}>
          <dt>
            <kbd>{keys}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Keys() {
  if (!keysShown.value) return null;
  return (
    <Modal title="Keys" onClose={() => (keysShown.value = false)}>
      <h3>Everywhere, but not while you type</h3>
      <Rows rows={[...KEYS.map((key) => [key.shown, key.does] as const), say.KEY_PRESENTER]} />
      <label class="check">
        <input type="checkbox" checked={keysOn.value} onChange={switchKeys} />
        {say.KEYS_SINGLE}
      </label>
      <h3>In the jobs</h3>
      <Rows rows={say.KEYS_GRID} />
      <h3>On the time strip</h3>
      <Rows rows={say.KEYS_STRIP} />
      <h3>In presenter mode, where nothing has the focus</h3>
      <Rows rows={say.KEYS_PRESENTER} />
    </Modal>
  );
}
