using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.ConsolePages;

/// <summary>A request to the pages of a program.</summary>
/// <param name="Visit">The admitted visit.</param>
/// <param name="Program">The program.</param>
/// <param name="Request">The request.</param>
public sealed record ConsoleProgram(ConsoleVisit Visit, AffiliateProgram Program, HttpRequest Request)
{
    /// <summary>
    /// The address of the person as the preparer of what a second person approves: the address by which the charter
    /// names the person, so that approvals recognize the preparer; otherwise the person's first address. Null for a
    /// session of a function key.
    /// </summary>
    public string? Preparer
    {
        get
        {
            Person[] persons = Program.Charter is { } charter
                ? [charter.Owner, charter.BackupOwner, charter.Finance]
                : [];
            var named = persons.FirstOrDefault(person => Visit.Owns(person.Email));
            return named?.Email ?? (Visit.Addresses is [var first, ..] ? first : null);
        }
    }

    /// <summary>The frame of a page.</summary>
    /// <param name="section">The path of the page's section, as <see cref="ConsoleSections"/> has it.</param>
    /// <param name="crumbs">The pages between the program and this one.</param>
    public ConsoleFrame Frame(string section, params IEnumerable<ConsoleLink> crumbs) =>
        ConsoleFrames.Of(Visit, Program, section, Request, crumbs);

    /// <summary>The frame of a page below the first page of a section.</summary>
    /// <param name="section">The path of the section, as <see cref="ConsoleSections"/> has it.</param>
    /// <param name="crumbs">The pages between the first page of the section and this one.</param>
    public ConsoleFrame FrameBelow(string section, params IEnumerable<ConsoleLink> crumbs) =>
        Frame(section, [new ConsoleLink(ConsoleSections.LabelOf(section), Path(section)), .. crumbs]);

    /// <summary>The path of a page of the program.</summary>
    /// <param name="rest">The rest of the path, such as <c>partners</c>.</param>
    public string Path(string rest) => ConsolePaths.Of(Program.Slug, rest);

    /// <summary>The path of a partner's page.</summary>
    public string PathOf(PartnerId partner) => Path($"{ConsoleSections.Partners}/{partner}");

    /// <summary>The path of a customer's page.</summary>
    public string PathOf(CustomerId customer) => Path($"customers/{Uri.EscapeDataString(customer.Value)}");

    /// <summary>The path of an event's page.</summary>
    public string PathOf(EventId id) => Path($"events/{Uri.EscapeDataString(id.Value)}");

    /// <summary>The path of a commission's page.</summary>
    public string PathOf(CommissionId commission) => Path($"{ConsoleSections.Commissions}/{commission}");

    /// <summary>Leads to a page of the program after a form was carried out.</summary>
    /// <param name="rest">The rest of the page's path.</param>
    /// <param name="message">The name of what was done, of <see cref="DoneMessages"/>.</param>
    internal IResult Done(string rest, string message) =>
        Request.SeeOther($"{Path(rest)}?{ConsoleFrames.DoneParameter}={message}");

    /// <summary>Leads to a page of the program if a form was carried out, and shows its page again if not.</summary>
    /// <param name="result">The result of the form.</param>
    /// <param name="rest">The rest of the page's path.</param>
    /// <param name="message">The name of what was done, of <see cref="DoneMessages"/>.</param>
    /// <param name="show">Shows the page of the form with the problems.</param>
    internal async Task<IResult> AfterFormAsync<T>(
        Result<T> result,
        string rest,
        string message,
        Func<IReadOnlyList<string>, Task<IResult>> show
    ) => result.Succeeded ? Done(rest, message) : await show(ProblemSentences.Of(result.Problem));

    /// <summary>An amount in minor units of the program's currency, formatted.</summary>
    public string Amount(long amount) => Amount(amount, Program.Currency);

    /// <summary>An amount in minor units of a currency, formatted.</summary>
    public static string Amount(long amount, string code) => DisplayFormat.Amount(amount, code);

    /// <summary>A day in the program's time zone, formatted.</summary>
    public string Day(DateTimeOffset time) => DisplayFormat.Day(time, Program.Zone);
}
