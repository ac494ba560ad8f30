// Changes that are not sent yet, kept on this device: a reload, a lost connection or an ended session loses none.
// One place a tab. What a closed tab left behind is taken over by the next one of the same person.
class Kept {
  constructor(evaluation, me) {
    this.prefix = `lenitive.evaluation.${evaluation}.${me}.`;
    this.entries = {};
    this.full = false;
  }

  async open() {
    this.tab = sessionStorage.getItem("lenitive.tab") || crypto.randomUUID();
    if (!(await this.hold(this.tab))) { // this tab was duplicated: its twin holds the place
      this.tab = crypto.randomUUID();
      await this.hold(this.tab);
    }
    sessionStorage.setItem("lenitive.tab", this.tab);
    this.entries = this.read(this.prefix + this.tab);
    await this.adopt();
  }

  // Takes a place for as long as the tab lives; false where another tab has it.
  hold(tab) {
    if (!navigator.locks) return Promise.resolve(true);
    return new Promise((resolve) => {
      navigator.locks.request(this.prefix + tab, { ifAvailable: true }, (lock) => {
        resolve(Boolean(lock));
        return lock ? new Promise(() => {}) : undefined;
      });
    });
  }

  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key)) || {};
    } catch {
      return {};
    }
  }

  write() {
    const key = this.prefix + this.tab;
    try {
      if (Object.keys(this.entries).length) localStorage.setItem(key, JSON.stringify(this.entries));
      else localStorage.removeItem(key);
      this.full = false;
    } catch {
      this.full = true;
    }
  }

  // What tabs that are gone left behind, field by field, where nothing of ours waits; the rest another time.
  async adopt() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix) && key !== this.prefix + this.tab);
    const taken = [];
    for (const key of keys) {
      if (!(await this.isLeft(key))) continue;
      const left = this.read(key);
      for (const [field, entry] of Object.entries(left)) {
        if (this.entries[field]) continue;
        this.entries[field] = entry;
        delete left[field];
        taken.push(field);
      }
      this.write(); // ours first, so that nothing is ever in no place
      if (Object.keys(left).length) localStorage.setItem(key, JSON.stringify(left));
      else localStorage.removeItem(key);
    }
    return taken;
  }

  isLeft(key) {
    if (!navigator.locks) return Promise.resolve(true); // sent twice, an edit counts once
    return navigator.locks.request(key, { ifAvailable: true }, (lock) => Boolean(lock));
  }

  get count() {
    return Object.keys(this.entries).length;
  }
}
