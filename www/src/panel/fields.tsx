/** Fields of the forms: a label, an input, and nothing else to think of. */
import type { ComponentChildren } from "preact";

interface Common {
  label: ComponentChildren;
  id: string;
  value: string;
  onValue(value: string): void;
}

export function NumberField({
  label,
  id,
  value,
  onValue,
  placeholder,
  step = "1",
  min = "0",
}: Common & { placeholder?: string; step?: string; min?: string | undefined }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        min={min}
        step={step}
        value={value}
        placeholder={placeholder}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
}

export function TextField({ label, id, value, onValue, placeholder }: Common & { placeholder?: string }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        autocomplete="off"
        value={value}
        placeholder={placeholder}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
}

export function ChoiceField({
  label,
  id,
  value,
  onValue,
  options,
}: Common & { options: readonly (readonly [value: string, label: string])[] }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map(([it, text]) => (
          <option key={it} value={it}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Check({ label, checked, onCheck }: { label: string; checked: boolean; onCheck(on: boolean): void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onCheck(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
