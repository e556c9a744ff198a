/** In whose words the page speaks: statuses and commands. What the cluster does stays the same. */
import { Menu, type MenuItem } from "../parts/menu";
import { chooseDialect, dialect } from "../words/dialect";
import { DIALECTS, WORDS } from "../words/dialects";

export const wordsSections = (): MenuItem[][] => [
  DIALECTS.map((it) => ({
    label: WORDS[it].title,
    hint: WORDS[it].list,
    checked: dialect.value === it,
    run: () => chooseDialect(it),
  })),
];

export const WordsMenu = () => <Menu label="Words ▾" name="Words" class="ghost" sections={wordsSections()} />;
