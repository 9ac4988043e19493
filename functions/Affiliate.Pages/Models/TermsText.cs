namespace Affiliate.Pages.Models;

/// <summary>One version of partner terms: its text, or the address at which it is published.</summary>
/// <param name="Version">The version.</param>
/// <param name="Markdown">The text, or null.</param>
/// <param name="Url">The https address, or null.</param>
/// <param name="Hash">The SHA-256 of the terms, in hexadecimal.</param>
public sealed record TermsText(string Version, string? Markdown, string? Url, string Hash);

/// <summary>The model of the page on which terms are read.</summary>
/// <param name="Brand">The program's brand.</param>
/// <param name="Terms">The terms.</param>
public sealed record TermsReading(Brand Brand, TermsText Terms) : IBrandedPage;
