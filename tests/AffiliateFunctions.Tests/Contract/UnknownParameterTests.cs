using System.Collections.Frozen;
using AffiliateFunctions.Contract;
using AffiliateFunctions.Links;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tracking;

namespace AffiliateFunctions.Tests.Contract;

public sealed class UnknownParameterTests
{
    [Fact]
    public void A_list_takes_its_filters_its_page_and_the_platforms_key() =>
        Assert.Equal(
            ["code", "cursor", "from", "limit", "status", "to", "type"],
            Declared<GetEvents>(nameof(GetEvents.ListEvents))!.Order(StringComparer.Ordinal)
        );

    [Fact]
    public void A_function_without_parameters_takes_the_platforms_key_alone() =>
        Assert.Equal(["code"], Declared<PutProgram>(nameof(PutProgram.RunAsync))!);

    [Fact]
    public void An_open_route_takes_any_such_as_those_of_a_campaign() =>
        Assert.Null(Declared<FollowLink>(nameof(FollowLink.RunAsync)));

    private static FrozenSet<string>? Declared<T>(string method) =>
        UnknownParameters.DeclaredBy($"{typeof(T).FullName}.{method}");
}
