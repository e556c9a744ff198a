/** More ⋯: what is not needed every minute. On the phone the same things are a page of their own. */
import { version } from "../live/store";
import { actor } from "../live/history";
import { world } from "../live/world";
import { person } from "../format";
import { Menu, type MenuItem } from "../parts/menu";
import { restart } from "../scenarios/open";
import { CURIOUS_MENU } from "../exports/words";
import { openClassPage } from "../share/ClassPage";
import { chooseFile } from "../share/files";
import { startFresh } from "../share/first";
import { shareSections } from "../share/ShareMenu";
import { draft, editLesson, goOnWriting, makeLesson } from "../make/editor";
import { mine } from "../make/make";
import { EDIT_MENU, GO_ON_MENU, MAKE_MENU, NO_CALLS } from "../make/words";
import { lesson } from "../lessons/run";
import { CHECK_RECEIPTS_MENU, CLASS_LINK_MENU, RECENT_MENU, START_FRESH, YOUR_LOG_MENU, calls } from "../share/words";
import { consoleShown } from "../help/Console";
import { openConsole } from "../console/state";
import { CONSOLE_HINT, CONSOLE_MENU } from "../console/words";
import { keysOn, keysShown, switchKeys } from "../keys";
import { phone, wideBar } from "../parts/media";
import { presenting, switchPresenting } from "../present";
import { type Theme, chooseTheme, theme } from "../theme";
import { openActAs, openClassLink, openCurious, openLogPanel, openNewJob, openParameters, openRecent } from "../panel/panels";
import { switchUsers } from "../live/actions";
import { openTeachers } from "../teachers/state";
import { FOR_TEACHERS } from "../teachers/words";
import { wordsSections } from "./WordsMenu";

const THEMES: readonly [Theme, string][] = [
  ["system", "Theme as the system"],
  ["light", "Light theme"],
  ["dark", "Dark theme"],
  ["projector", "Projector theme"],
];

/** What stands in the bar where that is wide, and on the phone's page by itself. */
const notInBar = (): MenuItem[][] => (wideBar.value || phone.value ? [] : [...shareSections(), ...wordsSections()]);

export function moreSections(): MenuItem[][] {
  version.value;
  const it = world.value;
  const users = it?.users;
  return [
    [
      { label: "Cluster parameters…", run: openParameters },
      { label: "Act as…", hint: person(actor.value.user), run: openActAs },
      { label: "New job…", run: () => openNewJob() },
      { label: "Start the scenario again", run: restart },
      ...(users ? [{ label: "Generated users", checked: users.on, run: () => switchUsers(!users.on) }] : []),
    ],
    [
      { label: "Open a file…", hint: "or drop it here", run: chooseFile },
      ...(it?.log ? [{ label: YOUR_LOG_MENU, run: openLogPanel }] : []),
      { label: MAKE_MENU, ...(mine().length === 0 ? { blocked: NO_CALLS } : { hint: calls(mine().length) }), run: () => void makeLesson() },
      ...(draft.value === null ? [] : [{ label: GO_ON_MENU, run: goOnWriting }]),
      ...(lesson.value ? [{ label: EDIT_MENU, run: editLesson }] : []),
      { label: RECENT_MENU, run: openRecent },
      { label: START_FRESH, hint: "First morning", run: startFresh },
      { label: CONSOLE_MENU, hint: CONSOLE_HINT, run: openConsole },
      { label: "In the browser’s console…", hint: "cluster", run: () => (consoleShown.value = true) },
    ],
    ...notInBar(),
    THEMES.map(([choice, label]) => ({ label, checked: theme.value === choice, run: () => chooseTheme(choice) })),
    [{ label: "Presenter mode", checked: presenting.value, hint: "P", run: switchPresenting }],
    [
      { label: "All keys…", hint: "?", run: () => (keysShown.value = true) },
      { label: "Keys without Ctrl", hint: "K L J / ?", checked: keysOn.value, run: switchKeys },
    ],
    [{ label: CURIOUS_MENU, run: openCurious }],
  ];
}

export function MoreMenu() {
  return <Menu label="⋯" name="More" class="ghost" sections={[...moreSections(), [
    { label: FOR_TEACHERS, run: openTeachers },
    { label: CLASS_LINK_MENU, run: openClassLink },
    { label: CHECK_RECEIPTS_MENU, run: openClassPage },
  ]]} />;
}
