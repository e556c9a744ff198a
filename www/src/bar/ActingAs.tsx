/** Whom one acts as, whenever it is not the administrator; pressing it leads back. */
import { actor } from "../live/history";
import { openActAs } from "../panel/panels";
import { actingAs } from "../panel/words";

export function ActingAs() {
  const { user, isAdmin } = actor.value;
  if (isAdmin) return null;
  return (
    <button type="button" class="acting-as" onClick={openActAs}>
      {actingAs(user)}
    </button>
  );
}
