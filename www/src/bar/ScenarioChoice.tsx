import { chosen, openScenario } from "../scenarios/open";
import { GROUPS } from "../scenarios";

export function ScenarioChoice() {
  const choose = (event: Event): void => {
    const select = event.currentTarget as HTMLSelectElement;
    void openScenario(select.value);
  };
  return (
    <select class="bar-scenario" aria-label="Scenario" value={chosen.value} onChange={choose}>
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
