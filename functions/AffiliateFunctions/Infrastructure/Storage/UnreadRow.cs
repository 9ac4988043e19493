namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// A row of a list that is parsed only when it is used, so that one unreadable row does not end the list.
/// </summary>
/// <param name="Key">The row key, for logs.</param>
/// <param name="Read">Reads the row.</param>
public sealed record UnreadRow<T>(string Key, Func<T> Read);
