namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Names the row of a document.</summary>
/// <param name="Partition">The partition key.</param>
/// <param name="Row">The row key.</param>
/// <param name="Subject">The document's subject, for error messages, such as <c>the cycle 2026-11 of acme</c>.</param>
public sealed record DocumentKey(string Partition, string Row, string Subject);
