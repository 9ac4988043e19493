namespace Affiliate.Pages.Models;

/// <summary>A page with one button that sends itself: confirm the address, accept the terms.</summary>
/// <param name="ProgramName">The program's name.</param>
/// <param name="Title">The heading.</param>
/// <param name="Text">What the button does.</param>
/// <param name="Button">The button's text.</param>
/// <param name="Action">Where the button's form is sent.</param>
public sealed record Confirmation(string ProgramName, string Title, string Text, string Button, string Action);
