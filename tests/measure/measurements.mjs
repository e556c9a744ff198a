// The five measurements, by their names in the design of the page.
import * as m1 from "./m1-text.mjs";
import * as m2 from "./m2-lessons.mjs";
import * as m3 from "./m3-still.mjs";
import * as m4 from "./m4-everyone.mjs";
import * as m5 from "./m5-true.mjs";

export const MEASUREMENTS = { m1, m2, m3, m4, m5 };
