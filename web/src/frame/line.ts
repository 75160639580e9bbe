/** The browser's one line to the house: a stream of what changed, opened again by itself whenever it is lost. */

export type Told =
  | { kind: "topics"; topics: string[] }
  | { kind: "all" } // something was missed: look at everything again
  | { kind: "line"; up: boolean };

export type Said = { kind: "hello"; began: number; who: string } | { kind: "awake" } | { kind: "bye" };

const GRACE = 1_500; // ms; a line found again within it was never missed by anybody
const SILENCE = 40_000; // ms; the house gives a sign every 15 s
const LONGEST_WAIT = 30_000; // ms
const REMEMBERED = 60_000; // ms of what was told, for pages that were loading meanwhile

export class Line {
  private source: EventSource | undefined;
  private heardAt = 0;
  private last = "";
  private wait = 1_000;
  private up = true;
  private late: number | undefined;
  private again: number | undefined;
  private remembered: { at: number; topics: string[] }[] = [];

  constructor(private readonly tell: (told: Told) => void) {
    setInterval(() => {
      if (this.source && Date.now() - this.heardAt > SILENCE) this.reopen();
    }, 5_000);
  }

  /** Open, where it is not; `began`: when the page that asks began to load, by the browser's clock. */
  open(began: number): void {
    if (this.source || this.again !== undefined) return;
    this.connect(began);
  }

  /** What was told since then; a page that was loading meanwhile may show less. */
  since(began: number): string[] {
    return [...new Set(this.remembered.filter((one) => one.at >= began).flatMap((one) => one.topics))];
  }

  isUp(): boolean {
    return this.up;
  }

  /** The machine woke up or the network came back: do not wait for a time-out. */
  awake(): void {
    if (!this.up || Date.now() - this.heardAt > SILENCE / 2) this.reopen();
  }

  /** Begin anew, as somebody else may be sitting here now. */
  renew(began: number): void {
    this.last = "";
    this.remembered = [];
    this.close();
    this.connect(began);
  }

  close(): void {
    clearTimeout(this.again);
    this.again = undefined;
    this.source?.close();
    this.source = undefined;
  }

  private reopen(): void {
    this.close();
    this.lost();
    this.connect(Date.now());
  }

  private connect(began: number): void {
    const asked = new URLSearchParams({ age: String(Math.max(0, Math.round(Date.now() - began))) });
    if (this.last) asked.set("since", this.last);
    const source = new EventSource(`/live?${asked.toString()}`);
    this.source = source;
    this.heardAt = Date.now();
    source.addEventListener("beat", (event) => {
      this.heard(event);
      this.found();
    });
    source.addEventListener("message", (event) => {
      this.heard(event);
      const { topics } = JSON.parse(event.data as string) as { topics: string[] };
      const now = Date.now();
      this.remembered = this.remembered.filter((one) => one.at > now - REMEMBERED);
      this.remembered.push({ at: now, topics });
      this.tell({ kind: "topics", topics });
    });
    source.addEventListener("reload", (event) => {
      this.heard(event);
      this.remembered.push({ at: Date.now(), topics: ["*"] });
      this.tell({ kind: "all" });
    });
    source.addEventListener("error", () => {
      if (source !== this.source) return;
      if (source.readyState !== EventSource.CLOSED) {
        this.lost(); // it tries again by itself
        return;
      }
      this.source = undefined;
      void this.refused();
    });
  }

  /** The house does not give a stream: it is busy, away, does not know who we are, or serves pages only. */
  private async refused(): Promise<void> {
    try {
      if ((await fetch("/live", { method: "HEAD" })).status === 404) return; // pages only: nothing is lost
    } catch {
      // away
    }
    this.lost();
    if (this.source || this.again !== undefined) return;
    this.again = setTimeout(() => {
      this.again = undefined;
      this.connect(Date.now());
    }, this.wait * (0.5 + Math.random() / 2)) as unknown as number;
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  private heard(event: MessageEvent): void {
    this.heardAt = Date.now();
    if (event.lastEventId) this.last = event.lastEventId;
  }

  private lost(): void {
    if (this.late !== undefined || !this.up) return;
    this.late = setTimeout(() => {
      this.late = undefined;
      this.up = false;
      this.tell({ kind: "line", up: false });
    }, GRACE) as unknown as number;
  }

  private found(): void {
    this.wait = 1_000;
    clearTimeout(this.late);
    this.late = undefined;
    if (this.up) return;
    this.up = true;
    this.tell({ kind: "line", up: true });
    this.tell({ kind: "all" });
  }
}
