using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Tests;

/// <summary>Charters of tests, in which only the persons matter.</summary>
internal static class Charters
{
    /// <summary>A charter with an owner, a backup owner and finance at example.com.</summary>
    public static Charter OfThree { get; } = Of(Person("Owner"), Person("Backup"), Person("Finance"));

    /// <summary>A charter with these persons.</summary>
    public static Charter Of(Person owner, Person backup, Person finance) =>
        new("Do partners bring customers who stay?", owner, backup, finance, [], [], [], "monthly");

    private static Person Person(string name) => new(name, $"{name.ToLowerInvariant()}@example.com");
}
