namespace Testing.Answers;

/// <summary>A page of a list.</summary>
/// <param name="Data">What is listed.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last one.</param>
public sealed record PageJson<T>(IReadOnlyList<T> Data, string? NextCursor);
