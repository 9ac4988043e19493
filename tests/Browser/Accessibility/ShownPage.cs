namespace Browser.Accessibility;

/// <summary>A page as the application answered it.</summary>
/// <param name="Name">What it shows, for messages.</param>
/// <param name="Html">Its HTML.</param>
/// <param name="Policy">Its content security policy.</param>
public sealed record ShownPage(string Name, string Html, string Policy);
