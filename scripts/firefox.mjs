// The Firefox that is installed, unpatched: it is driven by WebDriver BiDi.
import { findBrowser } from "./browser.mjs";

export const findFirefox = () =>
  findBrowser({
    variable: "FIREFOX",
    names: "Firefox",
    debian: "firefox-esr",
    mac: ["Firefox", "Firefox Developer Edition"].map((name) => [name, "firefox"]),
    windows: ["Mozilla Firefox/firefox.exe"],
    linux: ["firefox-esr", "firefox"],
  });
