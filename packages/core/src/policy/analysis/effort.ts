/**
 * What an analysis may still cost, counted in values compared. A document of a megabyte can be written so that comparing everything with everything
 * would take minutes; once the effort is spent, whatever is left gets the benefit of the doubt.
 */
export class Effort {
  private left: number;

  constructor(limit: number) {
    this.left = limit;
  }

  /** False when too much has been spent. */
  spend(cost: number): boolean {
    this.left -= cost;
    return this.left >= 0;
  }
}
