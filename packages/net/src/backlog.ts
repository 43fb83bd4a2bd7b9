/**
 * Connections that may wait to be accepted, which the system cuts to its own limit (Linux: net.core.somaxconn, 4,096). A fleet that comes
 * back at once is more than the 511 that are usual, and whoever finds no room tries again seconds later, or is reset.
 */
export const backlogMax = 16_384;
