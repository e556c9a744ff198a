import { chosen, openScenario } from "../scenarios/open";
import { lesson } from "../lessons/run";
import { inMenu } from "../lesson/words";
import { GROUPS } from "../scenarios";

export function ScenarioChoice() {
  const shown = chosen.value === "lesson" ? lesson.value : null;
  const choose = (event: Event): void => {
    const select = event.currentTarget as HTMLSelectElement;
    void openScenario(select.value);
  };
  return (
    <select class="bar-scenario" aria-label="Scenario" value={chosen.value} onChange={choose}>
      {shown && <option value="lesson">{inMenu(shown.number, shown.texts.title)}</option>}
      {chosen.value === "log" && <option value="log">Your log</option>}
      {GROUPS.map((group) => (
        <optgroup key={group.title} label={group.title}>
          {group.scenarios.map((scenario) => (
            <option key={scenario.id} value={scenario.id}>
              {scenario.title}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
