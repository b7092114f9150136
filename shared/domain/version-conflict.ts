// Somebody else wrote the item first: read it again and decide anew.

export class VersionConflict extends Error {
  constructor(what: string) {
    super(`${what} was changed meanwhile`);
    this.name = 'VersionConflict';
  }
}
