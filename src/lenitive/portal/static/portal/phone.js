// What is kept on this phone until the clinic has it, and sending it once: shared by the pages and the worker.
// Every entry stands under the name it was given here, so sending it again changes nothing.
const ownPhone = (() => {
  const NAME = "lenitive-me";
  const AT_ONCE = 25;
  let opened;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("waiting", { keyPath: "uuid" });
        asked.result.createObjectStore("kept");
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => { asked.result.close(); opened = undefined; };
        resolve(asked.result);
      };
      asked.onerror = () => { opened = undefined; reject(asked.error); };
    });
    return opened;
  }

  async function within(store, mode, work) {
    const base = await open();
    return new Promise((resolve, reject) => {
      const change = base.transaction(store, mode);
      const asked = work(change.objectStore(store));
      change.oncomplete = () => resolve(asked?.result);
      change.onabort = change.onerror = () => reject(change.error ?? asked?.error);
    });
  }

  const put = (entry) => within("waiting", "readwrite", (store) => store.put(entry));
  const waiting = () => within("waiting", "readonly", (store) => store.getAll());
  const keep = (name, value) => within("kept", "readwrite", (store) => store.put(value, name));
  const kept = (name) => within("kept", "readonly", (store) => store.get(name));
  const drop = (name) => within("kept", "readwrite", (store) => store.delete(name));

  // Gone once the clinic has it, unless it was written again meanwhile.
  const sent = (entry) =>
    within("waiting", "readwrite", (store) => {
      const asked = store.get(entry.uuid);
      asked.onsuccess = () => { if (asked.result?.version === entry.version) store.delete(entry.uuid); };
      return asked;
    });

  async function ask(options = {}) {
    const headers = { Accept: "application/json", ...options.headers };
    const answer = await fetch("/me/diary/sync", { credentials: "same-origin", redirect: "error", ...options, headers });
    return answer.ok ? answer.json() : null;
  }

  async function deliver(entries) {
    const door = await ask();
    if (!door) return null;
    const mine = entries.filter((entry) => entry.whose === door.whose);
    for (let start = 0; start < mine.length; start += AT_ONCE) {
      const piece = mine.slice(start, start + AT_ONCE);
      const headers = { "Content-Type": "application/json", "X-CSRFToken": door.token };
      const said = await ask({ method: "POST", headers, body: JSON.stringify({ whose: door.whose, entries: piece }) });
      if (!said) return null;
      for (const entry of piece) {
        if (said.kept.includes(entry.version)) await sent(entry);
        const refused = said.refused[entry.version];
        if (refused) await put({ ...entry, refused });
      }
    }
    return mine.length;
  }

  // One of the tabs and the worker sends at a time. True when nothing of this person waits any more.
  async function send() {
    const work = async () => {
      const entries = (await waiting()).filter((entry) => !entry.refused);
      return entries.length === 0 || (await deliver(entries)) !== null;
    };
    try {
      return await (navigator.locks ? navigator.locks.request(NAME, work) : work());
    } catch {
      return false; // no connection: they stay, and go later
    }
  }

  async function forget() {
    const base = await open();
    base.close();
    opened = undefined;
    await new Promise((resolve) => {
      const asked = indexedDB.deleteDatabase(NAME);
      asked.onsuccess = asked.onerror = asked.onblocked = resolve;
    });
    if (self.caches) for (const name of await caches.keys()) if (name.startsWith(NAME)) await caches.delete(name);
  }

  return { put, waiting, send, deliver, keep, kept, drop, forget };
})();
self.ownPhone = ownPhone;
