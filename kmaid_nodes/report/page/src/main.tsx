import { render } from "preact";
import { Page } from "./Page";
import type { PageData } from "./data";
import { provideReport } from "./knime/report";
import { judged } from "./scoring/judged";
import { solved } from "./scoring/solved";
import { editedOf } from "./editing/store";

const data = JSON.parse(document.getElementById("data")!.textContent) as PageData;
render(<Page data={data} />, document.getElementById("page")!);
void provideReport(data);
// For tests and for whoever looks into the page's numbers.
Object.assign(window, { kmaid: { data, judged, solved, editedOf } });
