// What every page has: the error summary takes the focus, the person's menu closes by itself.
import { focusErrorSummary } from "./error-summary.js";
import { closeMenus } from "./menu.js";

focusErrorSummary(document);
closeMenus(document);
