using Affiliate.Domain.Identity;
using AffiliateFunctions.Contract;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Tests.Contract;

public sealed class ReservedSlugTests
{
    private static readonly string[] ProgramParameters = ["{slug}", "{program}"];

    /// <summary>Otherwise the pages of a program with such a slug could not be reached.</summary>
    [Fact]
    public void Words_that_stand_where_the_slug_of_a_program_stands_in_other_addresses_are_reserved()
    {
        var routes = HttpFunction
            .All(typeof(PutProgram).Assembly)
            .Select(function => function.Path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            .ToList();
        var beforeSlugs = routes
            .SelectMany(route =>
                route
                    .Index()
                    .Where(part => ProgramParameters.Contains(part.Item))
                    .Select(part => Before(route, part.Index))
            )
            .ToHashSet(StringComparer.Ordinal);
        var words = routes
            .SelectMany(route =>
                route.Index().Where(part => beforeSlugs.Contains(Before(route, part.Index))).Select(part => part.Item)
            )
            .Where(word => ProgramSlug.TryParse(word, out _))
            .ToHashSet(StringComparer.Ordinal);

        Assert.Equal(["sign-in", "sign-out"], words.Order(StringComparer.Ordinal));
        Assert.Subset(PutProgram.ReservedSlugs.ToHashSet(), words);
    }

    private static string Before(string[] route, int index) => string.Join('/', route.Take(index));
}
